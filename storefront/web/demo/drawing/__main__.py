"""Draw all pictures of the demo shop anew, into the folder beside this one."""

from pathlib import Path

from storefront.web.demo.drawing.gallery import draw_into

for path in draw_into(Path(__file__).parent.parent / "pictures"):
    print(path.name)
