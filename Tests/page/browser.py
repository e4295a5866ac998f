#!/usr/bin/env python3
"""Walks through the page in Chromium against a running iFashion.

    pip install playwright            (and Debian's chromium)
    BASE_URL=http://127.0.0.1:8080/ PHOTO=shirt.jpg UNLIKE=street.jpg SHOTS=build/shots Tests/page/browser.py

PHOTO shows a garment that the catalogue has a match of; UNLIKE shows fashion that it has none of.
TOKEN may change the catalogue: items are added and removed again.
Checks: browsing and look-alikes, a photo's search, Back, a refused file, narrow screens;
no console errors, no refusals by the Content-Security-Policy, no sideways scrolling. With names of flows or screens as
arguments only those are walked.
"""
import os
import re
import sys
import tempfile
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import expect, sync_playwright

BASE = os.environ["BASE_URL"].rstrip("/") + "/"
PHOTO = os.environ.get("PHOTO")
UNLIKE = os.environ.get("UNLIKE")
TOKEN = os.environ.get("TOKEN")
SHOTS = os.environ.get("SHOTS")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SCREENS = {"desktop": (1280, 800), "phone": (390, 844), "small": (320, 640)}
RECORD = """window.refusals = [];
addEventListener('securitypolicyviolation', e => refusals.push(e.violatedDirective + ' ' + e.blockedURI));
window.shifts = 0;
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) shifts += e.value; })
  .observe({ type: 'layout-shift', buffered: true });"""


class Visit:
    """One tab, and everything that went wrong in it."""

    def __init__(self, browser, screen, **options):
        width, height = SCREENS[screen]
        self.screen, self.errors = screen, []
        self.context = browser.new_context(viewport={"width": width, "height": height}, **{"locale": "en-GB", **options})
        self.page = self.context.new_page()
        self.page.add_init_script(RECORD)
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.goto(BASE)

    def check(self, name):
        page = self.page
        if SHOTS:
            os.makedirs(SHOTS, exist_ok=True)
            page.wait_for_timeout(300)  # pictures fade in by network, not by event
            page.screenshot(path=os.path.join(SHOTS, f"{self.screen}-{name}.png"))
        refusals = page.evaluate("refusals")
        assert not self.errors and not refusals, f"{name}: {self.errors} {refusals}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name}: scrolls sideways"


def browse_to_similar(visit):
    page = visit.page
    cards = page.locator(".browse .card")
    expect(cards.first).to_be_visible()
    visit.check("home")
    pill = page.locator(".bar .pill[aria-pressed]").nth(1)
    with page.expect_response(lambda response: "/api/v1/items?" in response.url and "label=" in response.url):
        pill.click()
    expect(page.locator(".browse.ghosts")).to_be_hidden()
    expect(pill).to_have_attribute("aria-pressed", "true")
    assert "label=" in page.url
    expect(cards.first).to_be_visible()
    name = cards.first.locator("a").inner_text()
    cards.first.locator("a").press("Enter")
    expect(page.locator(".about h2")).to_have_text(name)
    results = page.locator(".right .grid:not(.ghosts) .card")
    expect(results.first).to_be_visible()
    expect(results.first.locator(".score")).to_contain_text("%")
    visit.check("similar")
    results.first.locator(".morelike").first.press("Enter")
    expect(page.locator(".trail a")).to_have_count(1)
    page.go_back()
    expect(page.locator(".about h2")).to_have_text(name)
    page.go_back()
    expect(cards.first).to_be_visible()
    assert "label=" in page.url


RESULTS = ".right .grid:not(.ghosts) .card"


def search_for(visit, photo):
    """Sends a photo and waits for its matches, alike or weak."""
    visit.page.set_input_files("#file", photo)
    expect(visit.page.locator(RESULTS).first).to_be_visible(timeout=30_000)


def search_by_photo(visit):
    page = visit.page
    search_for(visit, PHOTO)
    expect(page.locator(".best")).to_be_visible()
    boxes, chips = page.locator(".frame .box"), page.locator(".chip input")
    assert boxes.count() == chips.count()
    if boxes.count():
        expect(page.locator(".box.on")).to_have_count(1)
        expect(chips.first).to_be_checked()
    else:
        expect(page.locator(".note:visible")).to_have_count(1)
    expect(page.locator(".right .grid:not(.ghosts) .card").first).to_be_visible()
    visit.check("results")
    if chips.count() > 1:
        chips.first.focus()
        page.keyboard.press("ArrowDown")
        expect(chips.nth(1)).to_be_checked()
        visit.check("second-garment")
    address = page.url
    assert "#/q/" in address and not address.endswith("new")
    page.reload()
    expect(page.locator(".best")).to_be_visible()
    page.locator(".right .grid:not(.ghosts) .morelike").first.press("Enter")
    expect(page.locator(".trail a")).to_have_count(1)
    visit.check("more-like-this")
    page.go_back()
    expect(page.locator(".best")).to_be_visible()


def nothing_jumps(visit):
    """What is seen stays where it is while the catalogue, the styles, a photo's garments and its matches come in."""
    page = visit.page
    expect(page.locator(".style-ph img").first).to_be_visible()
    expect(page.locator(".browse .card").first).to_be_visible()
    search_for(visit, PHOTO)
    expect(page.locator(".best")).to_be_visible()
    page.wait_for_timeout(600)  # shifts are reported a frame later, and pictures come after
    shifts = page.evaluate("shifts")
    assert shifts <= 0.02, f"layout shifts of {shifts:.3f}"


def expert_corner(visit):
    """Another method searches anew, and the answer says how it was searched, in words, and how long it took."""
    page = visit.page
    search_for(visit, PHOTO)
    page.locator(".expert summary").press("Enter")
    expect(page.locator(".expert")).to_contain_text("Every piece of the catalogue was compared.")
    assert page.locator(".times li").count() == 5
    first = page.url
    method = page.get_by_role("radio", name="Same type")
    with page.expect_response(lambda r: r.request.method == "POST" and "search=category" in r.url):
        method.check()
    expect(page.locator(".expert")).to_contain_text("Pieces of the same type were compared.")
    expect(method).to_be_enabled()
    assert page.url != first and not re.search("Searched among|category:", page.locator(".expert").inner_text())
    visit.check("expert")
    page.reload()
    expect(page.locator(RESULTS).first).to_be_visible()
    page.locator(RESULTS + " .morelike").first.press("Enter")
    page.locator(".expert summary").press("Enter")
    with page.expect_response(lambda r: "/similar?" in r.url and "search=level" in r.url):
        page.get_by_role("radio", name="Nearest groups").check()
    expect(page.locator(".expert")).to_contain_text("nearest were looked into")


def narrowed(visit):
    """Labels narrow a ranking, and each says truly how many it leaves; a second press takes it back."""
    page = visit.page
    search_for(visit, PHOTO)
    pills = page.locator(".refine .pill")
    shown = page.locator(".best:visible, " + RESULTS)
    before = shown.count()
    pill = pills.nth(1)
    label, count = pill.locator("span").inner_text(), int(pill.locator("small").inner_text())
    pill.press("Enter")
    expect(pills.first).to_have_attribute("aria-pressed", "true")
    expect(pills.first.locator("span")).to_have_text(label)
    expect(shown).to_have_count(count)
    visit.check("narrowed")
    pills.first.press("Enter")
    expect(pills.first).to_have_attribute("aria-pressed", "false")
    expect(shown).to_have_count(before)


def words_understood(visit):
    """A style starts a walk; words are read as labels in either language, nearest where nothing carries them all, or literally."""
    page = visit.page
    styles = page.locator(".styles a")
    expect(styles.first).to_be_visible()
    visit.check("styles")
    styles.first.press("Enter")
    expect(page).to_have_url(re.compile("label="))
    expect(page.locator(".styles")).to_be_hidden()
    field, read = page.locator(".find input"), page.locator(".read")
    for text, labels in [("sports", ["Sports"]), ("运动服", ["Sports"]), ("red dresses", ["Dresses", "Red"])]:
        page.goto(BASE + "#/")
        field.fill(text)
        field.press("Enter")
        expect(read).to_contain_text(f"«{text}» was read as")
        assert sorted(read.locator("b").all_inner_texts()) == labels, text
        expect(page.locator(".browse .card").first).to_be_visible()
    visit.check("read")
    page.reload()
    expect(read.locator("b")).to_have_count(2)
    page.get_by_role("button", name="Search these very words").press("Enter")
    expect(read).to_be_hidden()
    page.get_by_role("button", name="Clear all").first.press("Enter")
    field.fill("party raincoat with leopard print")
    field.press("Enter")
    expect(read).to_contain_text("Nearest")
    expect(page.locator(".browse .card").first).to_be_visible()


def saved_here(visit):
    """Pieces are saved and searches remembered on this device; both are there after a reload and can be taken out."""
    page = visit.page
    card = page.locator(".browse .card").first
    name = card.locator("a").inner_text()
    heart = card.locator(".heart")
    heart.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "true")
    card.locator("a").press("Enter")
    expect(page.locator(".about .save")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(RESULTS).first).to_be_visible()
    page.reload()
    page.locator(".top-nav a").press("Enter")
    expect(page.locator(".saved .card")).to_have_count(1)
    expect(page.locator(".saved .card-name")).to_have_text(name)
    expect(page.locator(".past li")).to_have_count(1)
    expect(page.locator(".past b")).to_have_text(name)
    visit.check("saved")
    page.locator(".past a").press("Enter")
    expect(page.locator(".about h2")).to_have_text(name)
    page.go_back()
    page.locator(".saved .heart").press("Enter")
    page.get_by_role("button", name="Forget these").press("Enter")
    expect(page.locator(".saved .state h2")).to_have_text("Nothing saved yet")
    visit.check("saved-nothing")


def photo_erased(visit):
    """The photo is deleted at the server, in the tab and in the history, with every box of it."""
    page = visit.page
    search_for(visit, PHOTO)
    page.locator(".draw-start").click()
    page.get_by_role("button", name="Whole photo").click()
    expect(page.get_by_role("radio", name="Whole photo")).to_be_checked()
    expect(page.locator(RESULTS).first).to_be_visible()
    expect(page).to_have_url(re.compile("own="))
    address = page.url
    ids = re.findall("[0-9a-f]{32}", address)
    assert len(ids) == 2, address
    page.get_by_role("button", name="Delete my photo").press("Enter")
    expect(page.locator(".toast")).to_have_text("Your photo and its results are deleted")
    expect(page.locator(".browse .card").first).to_be_visible()
    visit.check("erased")
    for query in ids:
        assert page.request.get(f"{BASE}api/v1/queries/{query}").status in (404, 410)
    assert page.evaluate("sessionStorage.length") == 0 and page.evaluate("localStorage.history") == "[]"
    page.goto(address)
    expect(page.locator("#heading")).to_contain_text("This search")
    visit.errors.clear()  # the browser reports a 404 or 410 as an error of its own


def box_of(response):
    return [float(side) for side in parse_qs(urlsplit(response.url).query)["box"][0].split(",")]


def own_box(visit):
    """A box is drawn by a drag, by two taps and by keys; a found one is resized; the whole photo is searched."""
    page = visit.page
    search_for(visit, PHOTO)
    frame = page.locator(".frame").bounding_box()
    chips = page.locator(".chip")
    found = chips.count()

    def at(x, y):
        return frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]

    posted = lambda r: r.request.method == "POST" and "box=" in r.url
    page.locator(".draw-start").click()
    visit.check("drawing")
    page.mouse.move(*at(0.3, 0.2))
    page.mouse.down()
    page.mouse.move(*at(0.6, 0.5), steps=4)
    page.mouse.move(*at(0.8, 0.9), steps=4)
    page.mouse.up()
    # The pointer went down inside the box that drawing starts with, so that box was moved.
    page.mouse.move(*at(0.02, 0.02))
    page.mouse.down()
    page.mouse.move(*at(0.5, 0.6), steps=4)
    page.mouse.up()
    with page.expect_response(posted) as response:
        page.get_by_role("button", name="Search this box").click()
    assert all(abs(a - b) < 0.03 for a, b in zip(box_of(response.value), [0.02, 0.02, 0.48, 0.58])), response.value.url
    expect(chips).to_have_count(found + 1)
    expect(page.locator(RESULTS).first).to_be_visible()
    expect(page.get_by_role("radio", name="Your box")).to_be_checked()
    visit.check("own-box")

    page.locator(".draw-start").click()
    page.mouse.click(*at(0.4, 0.3))
    expect(page.locator(".tapped")).to_be_visible()
    page.mouse.click(*at(0.7, 0.8))
    expect(page.locator(".tapped")).to_be_hidden()
    with page.expect_response(posted) as response:
        page.get_by_role("button", name="Search this box").click()
    assert all(abs(a - b) < 0.03 for a, b in zip(box_of(response.value), [0.4, 0.3, 0.3, 0.5])), response.value.url
    expect(page.locator(RESULTS).first).to_be_visible()

    page.locator(".draw-start").press("Enter")
    expect(page.locator(".drawn .move")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    with page.expect_response(posted) as response:
        page.keyboard.press("Enter")
    assert all(abs(a - b) < 0.001 for a, b in zip(box_of(response.value), [0.3, 0.22, 0.6, 0.58])), response.value.url
    expect(page.locator(RESULTS).first).to_be_visible()

    page.get_by_role("button", name="Adjust this box").click()
    page.keyboard.press("Escape")
    expect(page.locator(".draw-start")).to_be_focused()
    page.locator(".draw-start").click()
    with page.expect_response(posted) as response:
        page.get_by_role("button", name="Whole photo").click()
    assert box_of(response.value) == [0, 0, 1, 1]
    expect(page.get_by_role("radio", name="Whole photo")).to_be_checked()
    expect(page.locator(RESULTS).first).to_be_visible()
    expect(page).to_have_url(re.compile("(own=[0-9a-f]{32}.*){4}"))
    page.reload()
    expect(chips).to_have_count(found + 4)


def change(method, item, colour=None):
    """Adds or removes an item of the product «page-test», and waits until every search sees it."""
    query = urlencode({"wait": 20, "title": f"{colour} test shirt", "label": f"color:{colour}", "group": "page-test", "number:price": 19.9})
    request = Request(f"{BASE}api/v1/items/{item}?{query if colour else 'wait=20'}", method=method)
    request.add_header("Authorization", f"Bearer {TOKEN}")
    if colour:
        request.add_header("Content-Type", "image/jpeg")
        with open(PHOTO, "rb") as file:
            request.data = file.read()
    with urlopen(request) as response:
        assert response.status == 200, response.status


def one_product(visit):
    """A product in three colours is one card, with its price and the others; the table says what differs."""
    page = visit.page
    colours = {"page-test-1": "Red", "page-test-2": "Blue", "page-test-3": "Green"}
    try:
        for item, colour in colours.items():
            change("PUT", item, colour)
        search_for(visit, PHOTO)
        shirts = page.locator(".best, " + RESULTS).filter(has_text="test shirt")
        expect(shirts).to_have_count(1)
        expect(shirts.locator(".also small")).to_have_text("Also in 2 other colours")
        expect(shirts.locator(".price")).to_have_text("Price 19.90")
        expect(shirts.locator(".also a")).to_have_count(2)
        expect(page.locator(".sort select")).to_have_value("close")
        page.locator(".sort select").select_option(label="Price, low first")
        visit.check("one-product")
        shirts.locator(".also a").first.press("Enter")
        expect(page.locator(".about h2")).to_contain_text("test shirt")
        expect(page.locator(".about .price")).to_have_text("Price 19.90")
    finally:
        for item in colours:
            change("DELETE", item)


def all_weak(visit):
    """Where nothing is alike that is said, and the nearest are shown all the same, marked, the others on demand."""
    page = visit.page
    search_for(visit, UNLIKE)
    expect(page.locator(".weak-note h2")).to_have_text("Nothing here is much alike")
    expect(page.locator(".best")).to_be_hidden()
    expect(page.locator(".count")).to_be_hidden()
    cards = page.locator(RESULTS)
    expect(cards).to_have_count(8)
    expect(page.locator(RESULTS + ".weak .score", has_text="Not much alike")).to_have_count(8)
    visit.check("weak")
    more = page.locator(".fold button")
    expect(more).to_have_attribute("aria-expanded", "false")
    hidden = int("".join(filter(str.isdigit, more.inner_text())))
    more.press("Enter")
    expect(cards).to_have_count(8 + hidden)
    expect(more).to_have_attribute("aria-expanded", "true")


def refused_file(visit):
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(b"no picture")
        file.flush()
        visit.page.set_input_files("#file", file.name)
        expect(visit.page.locator(".refused:visible").first).to_contain_text("not a picture")
    visit.check("refused")


def recorder_hears(visit):
    """A recorder that hears nothing would let everything pass."""
    visit.page.evaluate("new Image().src = 'http://127.0.0.1:9/x.png'")
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate("refusals.length") == 1, "the CSP refused nothing: is the header sent?"


def main():
    flows = [browse_to_similar, words_understood, saved_here, refused_file, recorder_hears]
    for photo, name, needing in [(PHOTO, "PHOTO", [search_by_photo, nothing_jumps, expert_corner, own_box, narrowed, photo_erased]), (UNLIKE, "UNLIKE", [all_weak]),
                                 (PHOTO and TOKEN, "TOKEN", [one_product])]:
        if photo:
            flows += needing
        else:
            print(f"no {name} given: not walked: {', '.join(flow.__name__ for flow in needing)}", file=sys.stderr)
    only = set(sys.argv[1:])
    unknown = only - {flow.__name__ for flow in flows} - set(SCREENS)
    if unknown:
        sys.exit(f"no flow and no screen is called {', '.join(sorted(unknown))}")
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for screen in [s for s in SCREENS if s in only] or SCREENS:
            for flow in [f for f in flows if f.__name__ in only] or flows:
                visit = Visit(browser, screen, color_scheme="dark" if screen == "small" else "light")
                try:
                    flow(visit)
                    print(f"ok      {screen} {flow.__name__}")
                except AssertionError as error:
                    failed += 1
                    print(f"FAILED  {screen} {flow.__name__}: {str(error).split(chr(10) + chr(10))[0]} {visit.errors}")
                finally:
                    visit.context.close()
        browser.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
