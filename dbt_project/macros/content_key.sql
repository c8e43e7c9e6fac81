{# The key of a tuple of values, as `content_key` in pipelines/records.py makes it: null differs from ''. #}
{% macro content_key(expressions) -%}
    substr(
        sha256(
            concat_ws(
                chr(31),
                {% for expression in expressions -%}
                    coalesce(cast({{ expression }} as varchar), chr(0)){{ "," if not loop.last }}
                {% endfor -%}
            )
        ),
        1,
        16
    )
{%- endmacro %}
