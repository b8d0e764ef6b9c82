"""Reading and writing the record's rows: facts for the rules, frozen values for the queries."""
