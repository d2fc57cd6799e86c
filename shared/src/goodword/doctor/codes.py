"""What to do about each thing that can be wrong, by its code, which is stable."""

from types import MappingProxyType

WHAT_TO_DO = MappingProxyType(
    {
        # Settings.
        "setting_wrong": "Set it as `.env.example` says, then start the service again.",
        "key_weak": "Make new ones with `goodword secrets generate`. The hash key cannot be changed"
        " once people are in the database; secret keys are rotated as README says.",
        "password_weak": "Set a long random password for this role: put it into the URL and run"
        " `goodword database prepare`.",
        "token_weak": "Set GOODWORD_OPERATOR_TOKEN to 32 random characters or more.",
        "file_open_to_others": "Take the rights of group and others away: `chmod 600 FILE`.",
        "public_url_local": "Set GOODWORD_PUBLIC_URL to where people and senders reach the API.",
        "public_url_not_https": "Put TLS in front of the API and set GOODWORD_PUBLIC_URL to its"
        " https address.",
        "log_needs_one_database": "Give all services one database, or set GOODWORD_BUS=kafka.",
        "kafka_not_replicated": "Set GOODWORD_KAFKA_REPLICATION to 3, and raise the replicas of the"
        " topics that are there with Kafka's own tools.",
        "mail_in_without_domain": "Set GOODWORD_MAIL_IN_DOMAIN to the domain whose mail comes to"
        " this port, or take GOODWORD_MAIL_IN_PORT away.",
        "mail_from_nowhere": "Set GOODWORD_MAIL_FROM to an address of a domain of yours.",
        # The database.
        "database_unreachable": "Start PostgreSQL, or mend the URL: host, port, database, role and"
        " password.",
        "database_too_old": "Move to a PostgreSQL that is 14 or newer.",
        "migrations_missing": "Run `goodword migrate` of the version that is installed here.",
        "migrations_unknown": "Install the version that made them, or a newer one; an older one"
        " cannot know what they changed.",
        "role_too_powerful": "Take it away from the app role, then run `goodword database prepare`"
        " and `goodword migrate`.",
        "row_security_wrong": "Run `goodword migrate`, which settles row security anew, and find"
        " out who changed it: businesses may have seen each other's rows.",
        "rights_wrong": "Run `goodword migrate`, which settles rights anew.",
        "clock_differs": "Have the clocks of both machines kept by NTP.",
        "connections_few": "Raise PostgreSQL's max_connections or the limit of the database or"
        " role, or lower GOODWORD_POOL_SIZE.",
        "connections_used_up": "Look into pg_stat_activity for who holds them; raise"
        " max_connections.",
        "disk_full": "Make room, or move the folder to a larger disk.",
        # The log.
        "log_restored": "Stop every service, run `goodword database rebase` once, start again.",
        "log_days_run_out": "Start a service, which adds days at once; if it runs, its log says"
        " what holds it up.",
        "log_held_back": "Look into pg_stat_activity for the oldest transaction with a backend_xid,"
        " and end it.",
        "log_not_read": "See whether the service runs (`/health/ready`), and its log for what stops"
        " it.",
        "events_parked": "`goodword parked list --service SERVICE` says why; mend, then replay, or"
        " discard.",
        "events_wait_too_long": "`goodword parked list --service SERVICE --state waiting` says for"
        " what; `goodword republish` says state again that was lost.",
        # Kafka.
        "kafka_unreachable": "Start Kafka, or mend GOODWORD_KAFKA.",
        "kafka_topics_missing": "Start a service with GOODWORD_BUS=kafka, which makes them, or give"
        " it the right to.",
        "kafka_topic_wrong": "Delete the topic, or choose another GOODWORD_KAFKA_TOPIC_PREFIX.",
        "kafka_not_published": "See whether a service runs, and its log for what stops the relay.",
        "kafka_not_read": "See whether the service runs (`/health/ready`), and its log for what"
        " stops it.",
        # Jobs.
        "jobs_overdue": "See whether the service runs (`/health/ready`); if it does, run more of"
        " it.",
        "jobs_stuck": "See whether the service runs: it gives back by itself what was lost with"
        " another process.",
        "jobs_failing": "`goodword jobs list --service SERVICE --state ready` has the last error.",
        "jobs_dead": "`goodword jobs list --service SERVICE --state dead` has the last error; mend"
        " it, then retry or discard.",
        "jobs_unknown": "Wait for reconciliation, which asks the provider; after that `goodword"
        " payouts list` has what only a person can tell.",
        # referral-api.
        "deliveries_stuck": "See whether referral-api runs, and its log for what stops it.",
        "deliveries_failed": "`goodword deliveries list --status failed --business BUSINESS` says"
        " why; mend it, then replay.",
        "connection_silent": "Set it up at the sender's (`goodword connections test` shows whether"
        " ours works), or delete it.",
        "secret_unreadable": "Put the key that sealed it back into GOODWORD_SECRET_KEYS, behind the"
        " first; if it is lost, rotate the connection's secret.",
        "set_up_refused": "`goodword providers list` and `goodword channels list` have the errors;"
        " put it again with what is right.",
        "set_up_unchecked": "See whether rewards-worker (providers) and notifier (channels) run.",
        # rewards-worker.
        "ledger_violated": "Stop rewards-worker, keep the database as it is, and tell us:"
        " `goodword ledger check` has the details.",
        "ledger_unchecked": "Try again; the log says what the database could not finish.",
        "payouts_for_a_person": "`goodword payouts list`, a look at the provider, then `goodword"
        " payouts settle`.",
        # notifier.
        "mail_server_refuses": "Mend GOODWORD_MAIL_TARGET, or the server.",
        "mail_folder_closed": "Name a folder in GOODWORD_MAIL_TARGET that the service may write.",
        # Ourselves.
        "look_failed": "Mend what else is wrong first; if it stays, tell us.",
    }
)
