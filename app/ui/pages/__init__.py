"""One module per page of the rail, each with a class `Page`. A page shows and asks; it never
decides: no arithmetic on money, no SQL, no rule of law."""
