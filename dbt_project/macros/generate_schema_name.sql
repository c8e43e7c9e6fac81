{# A model lies in the schema that its folder names: there is one target, so no prefix tells targets apart. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
