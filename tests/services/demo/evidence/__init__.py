"""What is known of OCI's answers, row by row, beside what the sample tenancy answers: EVIDENCE.md is made from it."""
