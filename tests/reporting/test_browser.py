"""The page of a report in headless Chromium: it loads, filters, pages, colours, and asks nobody for anything."""

import shutil

import orjson
import pytest
from model_runs import make
from report_folders import HOSTILE, WRONG, derived
from test_model_runs import mixed_server

from synth.reporting import report
from synth.reporting.look import look

pytestmark = pytest.mark.browser
LIGHT, DARK = "light", "dark"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    selenium = pytest.importorskip("selenium.webdriver", reason="needs selenium: pip install selenium")
    pytest.importorskip("vl_convert", reason="needs vl-convert-python: pip install '.[report]'")
    chromium, driver = (shutil.which(name) for name in ("chromium", "chromedriver"))
    if chromium is None or driver is None:
        pytest.skip("needs Chromium and its driver: apt-get install chromium chromium-driver")
    options = selenium.ChromeOptions()
    options.binary_location = chromium
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    with mixed_server() as served:
        settings = {
            "n": 40,
            "samples": 4,
            "max_connections": 1,
            "price": "1/2",
            "strategy": ("backtrack+verify", "negative"),
        }
        return make(tmp_path_factory.mktemp("browser") / "out", served, **settings)


@pytest.fixture(scope="module")
def rows(out):
    return look(out, 500).sample.rows


def visit(browser, folder, scheme=LIGHT, width=1200):
    # Without motion a click finds its button where it is.
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get("about:blank")
    for kind in ("browser", "performance"):
        browser.get_log(kind)
    browser.get(report(folder).resolve().as_uri())


@pytest.fixture
def page(browser, out):
    visit(browser, out)
    browser.execute_script("localStorage.clear()")
    return browser


def all_of(page, css):
    return page.find_elements("css selector", css)


def choose(page, name, value):
    """Sets a filter as a person does who picks it or types it."""
    code = "const one = document.querySelector(`[name=${arguments[0]}]`); one.value = arguments[1]; one.dispatchEvent(new Event('input', {bubbles: true}));"
    page.execute_script(code, name, value)


def count(page):
    return int(page.find_element("id", "count").text.split()[0].replace(",", ""))


def test_it_loads_without_an_error_and_without_a_request(page):
    assert page.title == "countdown: report"
    assert page.get_log("browser") == []
    sent = [orjson.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    urls = [event["params"]["request"]["url"] for event in sent if event["method"] == "Network.requestWillBeSent"]
    assert urls
    assert all(url.startswith(("file:", "data:", "about:")) for url in urls)
    assert len(all_of(page, "svg")) >= 6
    assert all(svg.size["height"] > 20 for svg in all_of(page, "svg"))


def test_a_request_to_another_host_would_be_refused(page):
    code = "const done = arguments[0]; fetch('http://127.0.0.1:9/').then(() => done('sent'), () => done('refused'))"
    assert page.execute_async_script(code) == "refused"
    assert any("Content Security Policy" in entry["message"] for entry in page.get_log("browser"))


def test_rows_are_filtered_by_strategy_verdict_behaviour_and_text(page, rows):
    assert count(page) == len(rows)
    choose(page, "label", "negative")
    assert count(page) == sum(row["strategy"] == "negative" for _, row in rows)
    choose(page, "verdict", "rejected")
    wrong = [row for _, row in rows if row["strategy"] == "negative" and row["verdict"]["status"] == "rejected"]
    assert 0 < count(page) == len(wrong)
    assert {chip.text for chip in all_of(page, "#list .chip")} == {"rejected, exact"}
    assert all("wrong" in reason.text for reason in all_of(page, "#list .reason"))
    page.find_element("css selector", "button[type=reset]").click()
    page.execute_async_script("setTimeout(arguments[0], 50)")
    assert count(page) == len(rows)
    for value, wanted in (("0", True), ("-1", False)):
        choose(page, "behavior", value)
        assert count(page) == sum(bool(row["behaviors"]["backtrack"]) is wanted for _, row in rows)
    choose(page, "behavior", "")
    choose(page, "text", rows[0][1]["id"].upper())
    assert count(page) == 1
    choose(page, "text", "no row says this")
    assert (count(page), all_of(page, "#list article")) == (0, [])


def test_rows_are_paged(page, rows):
    size = 10
    first = all_of(page, "#list .id")[0].text
    back, on = all_of(page, ".pager:first-of-type [data-turn]")[:2]
    assert not back.is_enabled()
    on.click()
    assert all_of(page, "#list .id")[0].text == rows[size][1]["id"] != first
    assert all_of(page, ".at")[0].text == f"2 of {-(-len(rows) // size)}"
    back.click()
    assert all_of(page, "#list .id")[0].text == first
    choose(page, "size", "50")
    assert len(all_of(page, "#list article")) == min(50, len(rows))
    while on.is_enabled():
        on.click()
    assert len(all_of(page, "#list article")) == len(rows) - 50 * ((len(rows) - 1) // 50)


def test_a_reason_leads_to_its_rows(page):
    all_of(page, "[data-reason]")[0].click()
    page.execute_async_script("setTimeout(arguments[0], 50)")
    assert count(page) > 0
    assert all("wrong value" in reason.text for reason in all_of(page, "#list .reason"))


def test_behaviours_are_coloured_and_told_apart_without_colours(page):
    marks = all_of(page, "#list mark.backtrack")
    assert marks
    assert marks[0].get_attribute("title") == "backtrack"
    styles = {mark.value_of_css_property("border-bottom-style") for mark in all_of(page, ".legend mark")}
    assert len(styles) == 4


def background(page):
    return page.execute_script("return getComputedStyle(document.body).backgroundColor")


def test_it_is_light_or_dark_as_the_system_is_or_as_one_chooses(page, browser, out):
    light = background(page)
    visit(browser, out, DARK)
    dark = background(browser)
    assert light != dark
    fills = browser.execute_script(
        "return [...document.querySelectorAll('svg text')].map((t) => getComputedStyle(t).fill)"
    )
    assert "rgb(0, 0, 0)" not in fills
    button = browser.find_element("id", "theme")
    button.click()
    assert (button.text, background(browser)) == ("Theme: light", light)
    button.click()
    assert (button.text, background(browser)) == ("Theme: dark", dark)
    visit(browser, out, LIGHT)
    assert background(browser) == dark  # what was chosen is remembered
    browser.find_element("id", "theme").click()
    assert background(browser) == light


CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
const behind = (one) => { for (; one; one = one.parentElement) { const c = rgb(getComputedStyle(one).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
const found = [];
for (const one of document.querySelectorAll('h1,h2,h3,p,a,td,th,dd,dt,mark,label,button,pre,.chip,.key,figcaption,.plot text')) {
  if (!one.textContent.trim() || one.disabled) continue;
  const style = getComputedStyle(one);
  const text = rgb(one.closest('svg') ? style.fill : style.color);
  const [a, b] = [light(text), light(behind(one))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) found.push(`${one.tagName}.${one.getAttribute('class')} ${ratio.toFixed(2)} ${one.textContent.slice(0, 30)}`);
}
return [...new Set(found)];
"""


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_every_text_stands_out_from_its_ground(browser, out, scheme):
    visit(browser, out, scheme)
    assert browser.execute_script(CONTRAST) == []


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_is_wider_than_a_narrow_window(browser, out, width):
    visit(browser, out, width=width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_everything_has_a_name_and_is_reached_by_keyboard(page):
    for one in all_of(page, "button, select, input, a"):
        assert one.accessible_name.strip(), one.get_attribute("outerHTML")
    assert all(one.get_attribute("aria-label") for one in all_of(page, "[role=img]"))
    assert all(table.find_elements("css selector", "th[scope]") for table in all_of(page, "table"))
    reached = set()
    for _ in range(40):
        page.switch_to.active_element.send_keys("\ue004")  # Tab
        reached.add(page.switch_to.active_element.get_attribute("name") or page.switch_to.active_element.tag_name)
    assert {"label", "verdict", "behavior", "text", "size", "button", "a", "pre"} <= reached


def test_text_of_rows_stays_text(browser, tmp_path):
    rows = [
        dict.fromkeys(("prompt", "completion", "answer", "teacher", "strategy", "finish_reason"), HOSTILE),
        {"verdict": {**WRONG, "reason": HOSTILE}, "meta": orjson.dumps({HOSTILE: {HOSTILE: HOSTILE}}).decode()},
    ]
    visit(browser, derived(tmp_path / "out", all=rows))
    assert browser.get_log("browser") == []
    assert browser.execute_script("return window.hacked") is None
    assert all_of(browser, "img") == []
    assert any(pre.get_attribute("textContent") == HOSTILE for pre in all_of(browser, "#list pre"))
    assert count(browser) == 2


def test_a_derived_folder_leaves_out_what_nobody_knows(browser, tmp_path):
    visit(browser, derived(tmp_path / "out", all=[{}] * 3))
    assert browser.get_log("browser") == []
    assert all_of(browser, "#cost") == []
    assert count(browser) == 3
