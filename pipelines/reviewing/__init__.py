"""What analysts decide on claims: the file that holds their verdicts, and which claims most need one.

What belongs here: reading, checking and writing `claim_reviews.csv`, and putting claims in order. What a verdict does
to the facts is dbt's (`int_reviewed_claims`); what a person sees while reviewing is `pipelines.commands.review`.
"""
