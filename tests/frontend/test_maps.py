from commonworks.frontend.maps import Point, PointMap

LEEDS, CAMDEN = Point("leeds", "Leeds", 4), Point("camden", "Camden & more", 1)
GROUND = {"leeds": (430_000.0, 434_000.0), "camden": (528_000.0, 184_000.0)}


def drawn(points, ground=GROUND):
    return PointMap("Needs", "Needs", points, ground)


def test_a_place_with_four_times_as_much_has_a_larger_circle_and_small_ones_lie_on_top():
    svg = drawn([CAMDEN, LEEDS]).svg
    assert svg.index("Leeds: 4") < svg.index("Camden &amp; more: 1")
    assert 'r="14.0"><title>Leeds: 4' in svg
    assert 'r="8.5"><title>Camden' in svg


def test_leeds_lies_north_of_camden():
    svg = drawn([]).svg
    assert '<circle cx="236.4" cy="412.3" r="2"/><circle cx="289.1" cy="543.5" r="2"/>' in svg


def test_a_place_that_lies_nowhere_is_in_words_alone():
    found = drawn([Point("lga", "LGA", 9)])
    assert "LGA: 9" not in found.svg
    assert found.described == "Places: 1. Most: LGA, 9."


def test_without_any_place_there_is_no_picture():
    assert drawn([LEEDS], {}).svg == ""
