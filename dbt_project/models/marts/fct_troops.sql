{{ fact_rows("troops") }}
