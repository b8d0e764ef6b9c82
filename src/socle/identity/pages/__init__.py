"""The pages of a desk that receives patients. Who is at the desk is told by whoever opens them (`record.pages`)."""
