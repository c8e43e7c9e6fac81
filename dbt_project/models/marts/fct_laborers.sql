{{ fact_rows("laborers") }}
