"""Pages for administrators: partners, users, what the contract lays down, files brought in, the audit log.
Refuses everybody without ADMINISTER (the audit log: SEE_AUDIT; files: IMPORT)."""
