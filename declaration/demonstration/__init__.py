"""The demonstration programme: invented reporters, so that every page has something to show before members report.

`assumptions` reads what is assumed, `population` invents reporters, `quantities` what they use, `measures` what they
do about it, `files` writes it all as members would send it, `programme` passes it through the same door as real
reports. Nothing here knows an emission factor: the accounting turns the invented quantities into tonnes.
"""
