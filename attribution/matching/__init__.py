"""Which figures are one quantity, whether they agree, and whether those who give them are independent."""
