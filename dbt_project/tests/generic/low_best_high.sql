{# Fails on rows whose bounds are not in order: low <= best <= high, as far as they are given, and none
below zero. #}
{% test low_best_high(model) %}
    select *
    from {{ model }}
    where low > best or best > high or low > high or least(low, best, high) < 0
{% endtest %}
