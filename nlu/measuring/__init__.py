"""What the model is worth: evaluation sets, figures, the model card, comparisons. Nothing here runs while it serves."""
