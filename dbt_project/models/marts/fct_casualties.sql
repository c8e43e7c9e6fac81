{{ fact_rows("casualties") }}
