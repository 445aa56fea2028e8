# What all account pages share
account-signed-out = You have been signed out. Please sign in again.
account-proof-needed = To change this, please sign in once more, so that we know it is you.
