"""TLS that must succeed, certificates that are checked, and passwords that fail on us."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from goodword.errors import TransientError
from notifier.channels.smtp import SmtpChannel

PATIENCE_S = 30.0


def certificate(folder):
    """A self-signed certificate for 127.0.0.1: the path of the CA to trust, and the server's
    context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mx.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca, private = folder / "ca.pem", folder / "key.pem"
    ca.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca, private)
    return ca, context


def only(user, password):
    def authenticate(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return authenticate


async def test_starttls_is_used_and_the_certificate_checked(listen, mail, tmp_path):
    ca, context = certificate(tmp_path)
    async with listen(tls_context=context) as inbox:
        url = f"smtp://127.0.0.1:{inbox.port}?starttls=1&ca={ca}"

        await SmtpChannel(url, timeout_s=PATIENCE_S).send(mail)

    assert inbox.tls == [True]


async def test_tls_from_the_first_byte(listen, mail, tmp_path):
    ca, context = certificate(tmp_path)
    async with listen(ssl=context) as inbox:
        url = f"smtps://127.0.0.1:{inbox.port}?ca={ca}"

        await SmtpChannel(url, timeout_s=PATIENCE_S).send(mail)

    assert inbox.tls == [True]


async def test_a_server_without_starttls_gets_nothing(inbox, mail):
    channel = SmtpChannel(f"smtp://127.0.0.1:{inbox.port}?starttls=1", timeout_s=PATIENCE_S)

    with pytest.raises(TransientError):
        await channel.send(mail)

    assert inbox.envelopes == []


@pytest.mark.parametrize("how", ["starttls", "smtps"])
async def test_a_certificate_that_nobody_vouches_for_gets_nothing(how, listen, mail, tmp_path):
    _, context = certificate(tmp_path)
    options = {"ssl": context} if how == "smtps" else {"tls_context": context}
    async with listen(**options) as inbox:
        address = f"127.0.0.1:{inbox.port}"
        url = f"smtps://{address}" if how == "smtps" else f"smtp://{address}?starttls=1"

        with pytest.raises(TransientError):
            await SmtpChannel(url, timeout_s=PATIENCE_S).send(mail)

    assert inbox.envelopes == []


@pytest.mark.parametrize(("password", "arrives"), [("p@ss/w", True), ("wrong", False)])
async def test_a_wrong_password_is_our_fault_and_not_the_mails(
    password, arrives, listen, mail, tmp_path
):
    ca, context = certificate(tmp_path)
    options = {"tls_context": context, "authenticator": only("me", "p@ss/w")}
    async with listen(auth_required=True, **options) as inbox:
        quoted = password.replace("@", "%40").replace("/", "%2F")
        url = f"smtp://me:{quoted}@127.0.0.1:{inbox.port}?starttls=1&ca={ca}"
        channel = SmtpChannel(url, timeout_s=PATIENCE_S)

        if arrives:
            await channel.send(mail)
        else:
            with pytest.raises(TransientError, match="535") as caught:
                await channel.send(mail)
            assert password not in str(caught.value)

    assert len(inbox.envelopes) == int(arrives)


async def test_a_mail_without_the_password_it_needs_waits(listen, mail, tmp_path):
    ca, context = certificate(tmp_path)
    options = {"tls_context": context, "authenticator": only("me", "pw")}
    async with listen(auth_required=True, **options) as inbox:
        url = f"smtp://127.0.0.1:{inbox.port}?starttls=1&ca={ca}"

        with pytest.raises(TransientError, match="530"):
            await SmtpChannel(url, timeout_s=PATIENCE_S).send(mail)

    assert inbox.envelopes == []
