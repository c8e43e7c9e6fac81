{# Fails on rows that have all of the columns in common; null counts as a value. #}
{% test unique_together(model, columns) %}
    select {{ columns | join(", ") }}, count(*) as number_of_rows
    from {{ model }}
    group by all
    having count(*) > 1
{% endtest %}
