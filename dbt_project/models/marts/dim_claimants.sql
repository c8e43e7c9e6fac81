with
    counted as (
        select
            claimant,
            count(distinct claim_id) as number_of_claims,
            min(published) as first_reported,
            max(published) as last_reported
        from {{ ref("int_evidence") }}
        where claimant is not null
        group by claimant
    ),

    listed as (
        select claimant, type, country
        from {{ ref("claimants") }}
        union all
        -- "Russia said": a country speaks through its government, a group for itself.
        select
            name as claimant,
            case kind when 'country' then 'government' else kind end as type,
            coalesce(country, case kind when 'country' then actor end) as country
        from {{ ref("actors") }}
        where name not in (select claimant from {{ ref("claimants") }})
    ),

    -- The bodies of a state that fights, and groups that do; not its independent press or monitors.
    parties as (
        select
            listed.claimant,
            string_agg(distinct parties.conflict, '; ' order by parties.conflict) as party_to
        from listed
        join
            {{ ref("conflict_parties") }} as parties
            on parties.actor = listed.claimant
            or (
                parties.actor = listed.country
                and listed.type in (
                    'government',
                    'head_of_state',
                    'ministry',
                    'military',
                    'intelligence_agency',
                    'armed_group',
                    'officials',
                    'health_authority',
                    'state_media'
                )
            )
        group by listed.claimant
    )

select
    claimant,
    listed.type,
    listed.country,
    listed.claimant is not null as is_listed,
    -- Of one that is in no word list, nothing is known.
    case
        when listed.claimant is not null then parties.claimant is not null
    end as is_party_to_conflict,
    parties.party_to,
    counted.number_of_claims,
    counted.first_reported,
    counted.last_reported
from counted
left join listed using (claimant)
left join parties using (claimant)
order by claimant
