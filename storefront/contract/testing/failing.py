"""Nobody listens, or nobody answers."""

from pathlib import Path

from storefront.contract.errors import PlatformUnavailable
from storefront.contract.testing.kit import Kit, assert_raises


class Fails(Kit):
    def test_nothing_was_done_where_nobody_listens(self, tmp_path: Path) -> None:
        with self.platform(tmp_path) as (sandbox, build):
            sandbox.turn("dark", "refused")
            error = assert_raises(PlatformUnavailable, self.publishing(build))
        assert error.nothing_done

    def test_an_answer_that_never_came_leaves_it_open(self, tmp_path: Path) -> None:
        for switch, value in (("dark", "closed"), ("lost", 100)):
            with self.platform(tmp_path / switch) as (sandbox, build):
                sandbox.turn(switch, value)
                error = assert_raises(PlatformUnavailable, self.publishing(build))
            assert not error.nothing_done
