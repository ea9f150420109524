"""Says in SQL on which van what is kept for a line lies, where that is not the van that is to bring it now.
Refuses nothing: its visit was put on another run once it was loaded, and nobody took it off the first van."""

# `l` is the line; `van` the van of its visit's run. NULL: nowhere else, or no van brings it.
ON_ANOTHER_VAN = """
    (SELECT min(other.name) FROM orders_allocation lies
     LEFT JOIN stock_asset it ON it.id = lies.asset_id
     JOIN visits_van other ON other.contract_id = lies.contract_id AND other.id <> {van}
     WHERE lies.line_id = l.id AND lies.ended_at IS NULL AND l.state = 'LOADED'
     AND (it.place_id = other.place_id OR it.id IS NULL AND
        (SELECT sum(CASE WHEN m.to_place_id = other.place_id THEN m.quantity ELSE -m.quantity END)
         FROM stock_stockmove m WHERE m.line_id = l.id AND other.place_id IN (m.to_place_id, m.from_place_id)) > 0))
"""
