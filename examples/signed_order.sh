#!/bin/sh
# Prints a request for curl: a paid order, signed as Shopify signs, for what `make run` started.
#
#     sh examples/signed_order.sh | curl --config -
#
# Each time it is another order of a new buyer, with the code of a new referrer: an order without a
# referral earns nothing. The first time it also publishes a program in the test shop. Needs curl,
# openssl and base64; GOODWORD_DATA names another data folder.
set -eu
cd "$(dirname "$0")/.."

data=${GOODWORD_DATA:-.goodword}
test -r "$data/credentials.json" || {
  echo "There is no $data/credentials.json: start \`make run\` first." >&2
  exit 1
}
known() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$data/credentials.json"; }
url=$(known base_url)

api() {
  curl --silent --show-error --fail-with-body --header "Authorization: Bearer $(known api_key)" \
    --header 'Content-Type: application/json' "$@"
}
first_program() { grep -o 'prg_[0-9a-z]*' | head -n 1; }

program=$(api "$url/v1/programs?status=active&order=asc" | first_program)
if [ -z "$program" ]; then
  program=$(api "$url/v1/programs" \
    --data "{\"document\": $(cat examples/programs/give_50_get_50.json)}" | first_program)
  api --output /dev/null --request POST "$url/v1/programs/$program/publish"
fi

# Numbers that no order had before, and the time that it is in the shop: its test clock may have
# been moved, and what was sold before Ana shared her code would not be her doing.
number=$(date +%s)
now=$(api "$url/v1/test_clock" | sed -n 's/.*"now":"\([^"]*\)".*/\1/p')
api --output /dev/null "$url/v1/participants" --data "{
  \"program_id\": \"$program\", \"code\": \"ANA$number\",
  \"person_ref\": {\"email\": \"ana-$number@example.com\", \"name\": {\"given\": \"Ana\"}}}"
sed -e "s/1000000000001/$number/" -e "s/ben@/ben-$number@/" -e "s/ANA20/ANA$number/" \
  -e "s/2026-01-31T12:00:00Z/$now/" examples/orders/paid.json >"$data/order.json"

# Shopify's signature: base64 of the HMAC-SHA256 of exactly these bytes, under the shop's secret.
signature=$(openssl dgst -sha256 -hmac "$(known shopify_secret)" -binary "$data/order.json" | base64)

# Kept as well, so that the same may be sent again.
tee "$data/order.curl" <<REQUEST
url = "$url/webhooks/$(known shopify_connection_id)"
header = "Content-Type: application/json"
header = "X-Shopify-Topic: orders/paid"
header = "X-Shopify-Hmac-Sha256: $signature"
data-binary = "@$data/order.json"
REQUEST
