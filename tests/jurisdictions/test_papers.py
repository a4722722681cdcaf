"""Papers that help: those that the articles name, few, none of a sealed topic, none that shows who somebody is."""

import copy

import pytest

from jurisdictions import LANGUAGES, JurisdictionError, load
from jurisdictions.papers import MOST
from jurisdictions.topics import TOPICS
from tests.jurisdictions.small import country
from tests.jurisdictions.test_data import IDS
from tests.jurisdictions.test_fictitious import FILES, text

COUNTRIES = load(IDS)
#: what stands in the article of a topic where such a paper helps
NAMED = {
    "wage_slips": ("slip", "proof of wage", "proof of work"), "slips_before_after": ("slip",),
    "contract": ("contract", "appointment letter"),
    "medical": ("hospital", "medical", "illness", "X-ray", "lung", "giấy", "child's"),
    "death": ("death",), "birth": ("birth",),
    "attendance": ("attendance", "days worked"), "messages": ("message", "chat"), "photos": ("photo",),
    "resignation": ("resignation", "notice", "letter"), "rules": ("rules",), "receipts": ("receipt",),
    "insurance_book": ("insurance", "book", "picture of your record"), "marriage": ("marriage",),
    "skill_card": ("skill card",),
    "police_number": ("police number",), "witnesses": ("witness", "workmates", "fellow worker", "colleagues"),
}  # fmt: skip


@pytest.mark.parametrize("id", IDS)
def test_each_paper_is_one_that_the_article_names(id):
    here = COUNTRIES[id]
    for topic, papers in here.papers.topics.items():
        words = here.articles[topic].template["en"].lower()
        for paper in papers:
            if paper.id in NAMED:
                assert any(name.lower() in words for name in NAMED[paper.id]), (topic, paper.id)


@pytest.mark.parametrize("id", IDS)
def test_few_and_nothing_of_sealed_topics(id):
    here = COUNTRIES[id]
    assert not here.sealed & set(here.papers.topics)
    assert all(1 <= len(papers) <= MOST for papers in here.papers.topics.values())
    missing = TOPICS - set(here.papers.topics) - here.sealed
    assert missing <= {"awareness_training", "forced_child_labour"}, "their articles need no papers"


@pytest.mark.parametrize("id", IDS)
def test_what_is_private_is_only_kept_ready(id):
    """The notices say so: identity, health and bank papers go out only when the office asks."""
    papers = {paper.id: paper for told in COUNTRIES[id].papers.topics.values() for paper in told}
    private = "identity medical doctor bills bank_entries bank_account birth death marriage family"
    assert {paper.id for paper in papers.values() if paper.private} == set(private.split()) & set(papers)
    for paper in papers.values():
        assert paper.private or "Aadhaar" not in paper.name["en"]
        assert len(set(paper.name.values())) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("topics", "sexual_harassment"), ["seal"], "topics: sexual_harassment: the topic is sealed"),
        (("topics", "dragons"), ["seal"], "topics: dragons: no such topic"),
        (("topics", "bonus"), [], "topics: bonus: 0 papers"),
        (("topics", "bonus"), ["crown"], "no such paper 'crown'"),
        (("topics", "bonus"), ["seal", "seal"], "'seal' stands twice"),
        (("papers", "crown"), {"name": text("crown")}, "papers: crown: helps no topic"),
        (("papers", "seal", "private"), "yes", "true or false is expected"),
    ],
)
def test_faults_are_named(tmp_path, path, value, fault):
    papers = copy.deepcopy(FILES["papers"])
    at = papers
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(JurisdictionError, match=r"papers\.yml") as error:
        country(tmp_path, papers=papers, topics={"sealed": ["sexual_harassment"]})
    assert fault in str(error.value)


def test_more_than_a_worker_would_bring_is_refused(tmp_path):
    many = {f"p{at}": {"name": text(f"p{at}")} for at in range(MOST + 1)}
    with pytest.raises(JurisdictionError, match=r"topics: bonus: 6 papers; one to 5"):
        country(tmp_path, papers={"papers": many, "topics": {"bonus": list(many)}})
