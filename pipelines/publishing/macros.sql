-- What an analyst asks again and again, as table macros of the published file: `from claims_as_of('2025-05-01')`.
-- They live in the file, so that every SQL client has them; they read its tables and nothing else.

create macro claims() as table
    select 'troops' as subject, *
    from fct_troops
    union all by name
    select 'casualties' as subject, *
    from fct_casualties
    union all by name
    select 'laborers' as subject, *
    from fct_laborers
    union all by name
    select 'transfers' as subject, * rename (supplier as actor, recipient as counterparty)
    from fct_transfers;

comment on macro table claims is
'claims(): the claims of all four fact tables, with their subject; the supplier of a transfer is its actor, the recipient its counterparty.';

create macro claims_as_of(day) as table
    with
        reports as (
            select
                evidence.claim_id,
                count(*) as number_of_mentions,
                count(distinct evidence.article_id) as number_of_articles,
                count(distinct evidence.source_publisher) as number_of_publishers,
                count(distinct evidence.origin) as number_of_origins,
                max(evidence.published) as last_reported
            from claim_evidence as evidence
            where evidence.published <= cast(day as date)
            group by evidence.claim_id
        )
    select
        said.* exclude (is_current) replace (
            reports.number_of_mentions as number_of_mentions,
            reports.number_of_articles as number_of_articles,
            reports.number_of_publishers as number_of_publishers,
            reports.number_of_origins as number_of_origins,
            reports.last_reported as last_reported
        )
    from claims() as said
    join reports on reports.claim_id = said.claim_id
    where
        said.first_reported <= cast(day as date)
        and coalesce(said.superseded_on > cast(day as date), true)
        and coalesce(said.retracted_on > cast(day as date), true)
    order by said.subject, said.first_reported, said.claim_id;

comment on macro table claims_as_of is
'claims_as_of(day): the claims that were believed on a day, in columns of claims(): reported by then, and neither replaced nor retracted by then. Mentions, articles, outlets and origins are counted up to that day. A claim whose day of publication nobody gives is left out.';

create macro evidence(claim) as table
    select found.*
    from claim_evidence as found
    where found.claim_id = claim
    order by found.evidence_number;

comment on macro table evidence is
'evidence(claim): all that bears out one claim, by its claim_id: sentences, links, outlets and origins, what still stands first.';

create macro changed_since(day) as table
    with
        known as (from claims()),
        changes as (
            select
                'new' as change,
                known.first_captured as changed_on,
                null::varchar as other_claim_id,
                known.claim_id as changed_claim_id
            from known
            union all
            -- Known to be replaced from the day on which the later figure was known as well.
            select
                'replaced' as change,
                greatest(earlier.first_captured, later.first_captured) as changed_on,
                later.claim_id as other_claim_id,
                earlier.claim_id as changed_claim_id
            from known as earlier
            join known as later on later.claim_id = earlier.superseded_by_claim_id
            union all
            select
                'retracted' as change,
                known.retracted_on as changed_on,
                null as other_claim_id,
                known.claim_id as changed_claim_id
            from known
            union all
            select
                'revised' as change,
                known.reviewed_on as changed_on,
                null as other_claim_id,
                known.claim_id as changed_claim_id
            from known
        )
    select changes.change, changes.changed_on, changes.other_claim_id, known.*
    from changes
    join known on known.claim_id = changes.changed_claim_id
    where changes.changed_on >= cast(day as date)
    order by changes.changed_on, changes.change, known.subject, known.first_reported, known.claim_id;

comment on macro table changed_since is
'changed_since(day): what has changed here on that day or later, in columns of claims() after change, changed_on and other_claim_id: claims that are new, replaced (by other_claim_id), retracted, or revised by an analyst.';
