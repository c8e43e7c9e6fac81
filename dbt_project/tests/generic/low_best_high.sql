{# Fails on rows whose bounds are not in order: low <= best <= high, as far as they are given. #}
{% test low_best_high(model) %}
    select * from {{ model }} where low > best or best > high or low > high
{% endtest %}
