"""«Район»: the registers of many settlements side by side, in figures alone."""

from lib.web.shell import router
from lib.web.views import district

frame = router.frame()
router.forget("n", "row", "source")
router.tab_title("Район")
district.draw()
