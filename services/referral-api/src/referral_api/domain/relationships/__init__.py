"""What passes between a client and the business: reviews, answers, contacts, issues, deals."""
