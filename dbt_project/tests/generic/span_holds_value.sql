{# Fails on mentions whose words are not in their sentence, or whose span does not lie in it. #}
{% test span_holds_value(model) %}
    select *
    from {{ model }}
    where
        not contains(sentence, coalesce(value_text, ''))
        or char_start >= char_end
        or char_start < sentence_start
        or char_end > sentence_end
{% endtest %}
