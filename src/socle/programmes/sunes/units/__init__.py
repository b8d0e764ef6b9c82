"""From lines to counted units: stays, reports, correspondents, each with how near it came to success.

One language (Ibis) for every engine, and few passes: the lines of the stays, of the feeds and of the messages are laid
one under the other and grouped once by stay; nothing is joined but dialysis sessions and mailboxes.
Source: spec/programmes.md 1.4; SUN-003 to SUN-009, SUN-046, SUN-047.
"""
