# What all account pages share
account-signed-out = Sie sind abgemeldet. Bitte melden Sie sich wieder an.
account-proof-needed = Bitte melden Sie sich dafür noch einmal an, damit wir wissen, dass Sie es sind.
