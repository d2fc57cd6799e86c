#!/bin/sh
# Prints a fresh environment for docker-compose.yml: sh deploy/new_env.sh > .env
# Keep that file with the backups: what its keys seal opens with no other.
set -eu

password() { openssl rand -hex 24; }
url() { echo "postgresql://$1:$(password)@postgres:5432/goodword"; }

admin=$(password)
cat <<ENV
POSTGRES_PASSWORD=$admin
GOODWORD_ADMIN_URL=postgresql://postgres:$admin@postgres:5432/postgres
GOODWORD_BUS_OWNER_URL=$(url goodword_bus_owner)
GOODWORD_REFERRAL_OWNER_URL=$(url goodword_referral_owner)
GOODWORD_REWARDS_OWNER_URL=$(url goodword_rewards_owner)
GOODWORD_NOTIFIER_OWNER_URL=$(url goodword_notifier_owner)
GOODWORD_REFERRAL_DATABASE_URL=$(url goodword_referral_app)
GOODWORD_REWARDS_DATABASE_URL=$(url goodword_rewards_app)
GOODWORD_NOTIFIER_DATABASE_URL=$(url goodword_notifier_app)
GOODWORD_SECRET_KEYS=$(openssl rand -base64 32 | tr '+/' '-_')
GOODWORD_HASH_KEY=$(openssl rand -hex 32)
GOODWORD_OPERATOR_TOKEN=$(openssl rand -hex 32)
ENV
