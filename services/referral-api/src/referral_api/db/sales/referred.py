"""How many referred sales somebody has had."""


def referred_sales(referrer: str, until: str, sale: str = "null") -> str:
    """A lateral table of how many sales of the referrals of `referrer` closed up to `until`, in its
    month and year of a `business z` and ever; tests left out, but for the `sale` at hand."""
    local = f"{until} at time zone z.time_zone"
    closed = "o.closed_at at time zone z.time_zone"
    return f"""
        select count(*)::int as sales_lifetime,
            count(*) filter (where date_trunc('month', {closed}) = date_trunc('month', {local})
                )::int as sales_in_month,
            count(*) filter (where date_trunc('year', {closed}) = date_trunc('year', {local})
                )::int as sales_in_year
        from sale o
        join referral q on q.business_id = o.business_id and q.id = o.referral_id
        where o.business_id = z.business_id and q.referrer_id = {referrer}
          and (o.id = {sale} or not o.test) and o.closed_at <= {until}
    """  # noqa: S608 columns of ours
