"""The pages of specials: asking, looking first at what is there, quotes, ordering and buying, and the list of all.
Refuses nothing itself; each page declares its permission."""
