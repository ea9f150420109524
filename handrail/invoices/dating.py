"""The statement that holds the dates of an invoice's lines against those of their events, once it is checked.
Refuses nothing: what agrees but for a date far off is not agreed unseen; it waits for an answer."""

# A provider dates work by its visit, its order or its month: no further apart than this.
MOST_DAYS_APART = 31

LEFT_OPEN = """
    UPDATE invoices_invoiceline i SET answer = ''
    WHERE i.invoice_id = %(invoice)s AND i.answer = 'AGREED' AND i.day IS NOT NULL AND EXISTS (
        SELECT FROM ledger_entry e WHERE e.id = i.entry_id AND abs(e.happened_on - i.day) > %(most_days)s)
"""
