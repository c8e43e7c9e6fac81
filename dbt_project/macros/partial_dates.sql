{# The first day of `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; null for anything else. #}
{% macro first_day_of(partial) -%}
    try_cast(
        {{ partial }}
        || case length({{ partial }}) when 4 then '-01-01' when 7 then '-01' else '' end as date
    )
{%- endmacro %}

{# The last day of `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; null for anything else. #}
{% macro last_day_of(partial) -%}
    case
        when length({{ partial }}) = 7
        then last_day({{ first_day_of(partial) }})
        else
            try_cast(
                {{ partial }} || case length({{ partial }}) when 4 then '-12-31' else '' end as date
            )
    end
{%- endmacro %}
