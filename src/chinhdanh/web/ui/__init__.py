"""The look of the application: layout, components, forms of dates and numbers. Pages use nothing else."""
