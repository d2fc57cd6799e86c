"""The pure rules of the money: states, the ledger, what each occurrence does to a reward."""
