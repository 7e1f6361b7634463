"""The room's JSON: needs, and the technology estate."""

from ninja import Router

from commonworks.needs.api import estate, needs

router = Router()
router.add_router("", needs.router)
router.add_router("", estate.router)
