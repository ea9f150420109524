"""Pure decisions about vouchers.
Refuses to read or write anything."""
