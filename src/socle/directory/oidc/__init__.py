"""Pro Santé Connect: the OpenID Connect provider of the sandbox, and the portal that signs in through it."""
