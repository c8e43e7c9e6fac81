{{ fact_rows("transfers") }}
