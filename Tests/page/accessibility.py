#!/usr/bin/env python3
"""Runs axe-core (WCAG 2.2 A and AA, best practices) over the page's states, in both languages and both themes.

    pip install playwright axe-playwright-python            (and Debian's chromium)
    BASE_URL=http://127.0.0.1:8080/ PHOTO=shirt.jpg UNLIKE=street.jpg Tests/page/accessibility.py

With names of states or screens as arguments only those are looked at. Also looked for in each state: sideways scrolling, and buttons and links
smaller than 24 pixels.
"""
import pathlib
import sys

import axe_playwright_python
from browser import BASE, CHROMIUM, PHOTO, RESULTS, SCREENS, UNLIKE, Visit, search_for
from playwright.sync_api import expect, sync_playwright

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A link with the class `cover` is as large as its card.
SMALL = """() => [...document.querySelectorAll('button, a[href], select, input, summary')].filter(el => {
  const { width, height } = el.getBoundingClientRect();
  return el.checkVisibility({ visibilityProperty: true }) && width > 1 && (width < 24 || height < 24) && !el.closest('label') && !el.matches('.cover') && getComputedStyle(el).position != 'fixed';
}).map(el => el.outerHTML.slice(0, 80))"""


def home(visit):
    expect(visit.page.locator(".browse .card").first).to_be_visible()
    expect(visit.page.locator(".style-ph img").first).to_be_visible()


def read(visit):
    visit.page.goto(BASE + "#/?text=career%20dress&label=color%3ABlack")
    expect(visit.page.locator(".read")).to_be_visible()
    expect(visit.page.locator(".browse .card").first).to_be_visible()


def nothing(visit):
    visit.page.goto(BASE + "#/?text=zzzz")
    expect(visit.page.locator(".home .state").first).to_be_visible()


def filters(visit):
    home(visit)
    visit.page.locator(".filters").click()
    expect(visit.page.locator("#filters")).to_be_visible()


def refused(visit):
    visit.page.set_input_files("#file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    expect(visit.page.locator(".refused:visible").first).to_be_visible()


def results(visit):
    search_for(visit, PHOTO)
    expect(visit.page.locator(".best")).to_be_visible()


def narrowed(visit):
    results(visit)
    visit.page.locator(".refine .pill").nth(1).click()


def expert(visit):
    results(visit)
    visit.page.locator(".expert summary").click()
    visit.page.locator(".times").scroll_into_view_if_needed()


def drawing(visit):
    results(visit)
    visit.page.locator(".draw-start").click()
    expect(visit.page.locator(".drawn")).to_be_visible()


def weak(visit):
    search_for(visit, UNLIKE)
    visit.page.locator(".fold button").click()


def item(visit):
    home(visit)
    visit.page.locator(".browse .card a").first.click()
    expect(visit.page.locator(RESULTS).first).to_be_visible()
    visit.page.locator(RESULTS + " .morelike").first.click()
    expect(visit.page.locator(".trail a").first).to_be_visible()
    expect(visit.page.locator(RESULTS).first).to_be_visible()


def saved(visit):
    item(visit)
    visit.page.locator(".about .save").click()
    visit.page.locator(".top-nav a").click()
    expect(visit.page.locator(".saved .card")).to_have_count(1)


def saved_nothing(visit):
    visit.page.goto(BASE + "#/saved")
    expect(visit.page.locator(".saved .state")).to_be_visible()


def expired(visit):
    visit.page.goto(BASE + "#/q/" + "0" * 32)
    expect(visit.page.locator(".trouble")).to_be_visible()


def waiting(visit):
    visit.page.route("**/api/v1/queries/*", lambda route: route.fulfill(status=200, json={"id": "0" * 32, "state": "queued", "place": 3, "links": {}}))
    visit.page.set_input_files("#file", PHOTO)
    expect(visit.page.locator(".steps .now")).to_be_visible()
    expect(visit.page.locator(".prog-text")).to_contain_text("3")


def busy(visit):
    problem = {"code": "queue_full", "title": "", "detail": "", "status": 503, "type": "/problems/queue_full"}
    visit.page.route("**/api/v1/queries?*", lambda route: route.fulfill(status=503, json=problem, headers={"Retry-After": "30"}))
    visit.page.set_input_files("#file", PHOTO)
    expect(visit.page.locator(".trouble .num")).to_be_visible()


def camera_refused(visit):
    visit.page.locator(".dropzone button, .thumbbar button").locator("visible=true").first.wait_for()
    visit.page.evaluate("void (navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('refused')))")
    visit.page.locator("[data-on='click: take()']:visible").first.click()
    expect(visit.page.locator("#camera .refused")).to_be_visible()


def offline(visit):
    home(visit)
    visit.context.set_offline(True)
    expect(visit.page.locator(".offline")).to_be_visible()


STATES = [home, read, nothing, filters, refused, results, narrowed, expert, drawing, weak, item, saved, saved_nothing, expired, waiting, busy,
          camera_refused, offline]


def look(visit):
    """What is wrong with the state that is shown."""
    page = visit.page
    page.wait_for_timeout(350)  # animations and fades end by time, not by event
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    faults = [f"{v['id']} ({v['impact']}): {v['nodes'][0]['target']} {len(v['nodes'])}x" for v in found["violations"]]
    faults += [f"smaller than 24 px: {element}" for element in page.evaluate(SMALL)]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        faults.append("scrolls sideways")
    return faults + [f"refused by the CSP: {refusal}" for refusal in page.evaluate("refusals")]


def main():
    names = {state.__name__: state for state in STATES}
    asked = sys.argv[1:]
    unknown = set(asked) - set(names) - set(SCREENS)
    if unknown or not (PHOTO and UNLIKE):
        sys.exit(f"no state is called {', '.join(sorted(unknown))}" if unknown else "PHOTO and UNLIKE are needed: see the head of this file")
    failed = looked = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        # Each state in the two languages and the two themes, on a desktop and on a phone: two pairs cover all of them.
        for screen, locale, theme in [("desktop", "en-GB", "light"), ("desktop", "zh-CN", "dark"), ("phone", "zh-CN", "light"), ("phone", "en-GB", "dark")]:
            if screen not in ([name for name in asked if name in SCREENS] or SCREENS):
                continue
            for state in [names[name] for name in asked if name in names] or STATES:
                visit = Visit(browser, screen, locale=locale, color_scheme=theme)
                try:
                    state(visit)
                    faults = look(visit)
                except AssertionError as error:
                    faults = [str(error).split("\n\n")[0]]
                finally:
                    visit.context.close()
                looked += 1
                failed += bool(faults)
                if not faults:
                    print(f"ok      {state.__name__} {screen} {locale} {theme}", flush=True)
                for fault in faults:
                    print(f"FAILED  {state.__name__} {screen} {locale} {theme}: {fault}", flush=True)
        browser.close()
    print(f"{looked} looked at, {failed} with faults")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
