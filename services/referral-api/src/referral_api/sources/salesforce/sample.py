"""An opportunity as Salesforce would report it, won from nobody by an organisation that is none."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from referral_api.ports import Sample
from referral_api.sources.salesforce.signature import PARAMETER, SAMPLES

_MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"\
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>{organization}</OrganizationId>
   <ActionId>04k000000000000AAA</ActionId>
   <SessionId xsi:nil="true"/>
   <Notification>
    <Id>04l000000000000AAA</Id>
    <sObject xsi:type="sf:Opportunity" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>{id}</sf:Id>
     <sf:Amount>1.0</sf:Amount>
     <sf:CurrencyIsoCode>USD</sf:CurrencyIsoCode>
     <sf:IsWon>true</sf:IsWon>
     <sf:SystemModstamp>{at}</sf:SystemModstamp>
    </sObject>
   </Notification>
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>
"""


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """An opportunity whose id is made of `name`."""
    made = "".join(filter(str.isalnum, name))[-12:].rjust(12, "0")
    told_at = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
    body = _MESSAGE.format(organization=SAMPLES, id=f"006{made}", at=told_at).encode()
    return Sample({"content-type": "text/xml; charset=UTF-8"}, body, urlencode({PARAMETER: secret}))
