"""Stand-ins for the outside suppliers, speaking their real protocols: for the demonstration, for
tests and for benchmarks. One WSGI application, run as a process of its own; no Django, no table of
the house. No money moves and no message leaves.

    /v1/payments, /card_details/…     GOV.UK Pay, and the pages where a card is entered
    /v2/notifications                 GOV.UK Notify
    /search/places/v1/postcode        OS Places
    /control                          faults to order: see faults.py
"""

from commonworks.integrations.simulators.wsgi import application as application
