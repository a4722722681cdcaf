from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grievances.errors import NotAllowed
from grievances.lifecycle import ENDED, OPEN, ORDERS, PRESSING, TRANSITIONS, Move, State, allowed, grievance_state, step

states = st.sampled_from(State)
moves = st.sampled_from(Move)


@given(states, moves)
def test_a_move_is_allowed_or_refused_with_what_is_allowed(state: State, move: Move) -> None:
    if move in allowed(state):
        assert step(state, move) in State
    else:
        with pytest.raises(NotAllowed) as refused:
            step(state, move)
        assert all(name in str(refused.value) for name in allowed(state))
        assert refused.value.allowed == allowed(state)


@given(st.lists(moves, max_size=30))
def test_whatever_happens_the_worker_has_a_way_on(path: list[Move]) -> None:
    state = State.FILED
    for move in path:
        if move in allowed(state):
            state = step(state, move)
    assert allowed(state), f"{state} is a dead end"
    if state in ENDED:
        assert State.REOPENED in {TRANSITIONS[state, Move(m)] for m in allowed(state)}


@given(st.lists(moves, max_size=30))
def test_only_the_workers_yes_or_silence_ends_what_was_resolved(path: list[Move]) -> None:
    state, before = State.FILED, State.FILED
    for move in path:
        if move in allowed(state):
            before, state = state, step(state, move)
            if before is State.RESOLVED and state in ENDED:
                assert move in (Move.CONFIRM, Move.LAPSE, Move.WITHDRAW)


def test_every_state_is_reached_and_every_order_ends() -> None:
    reached, edge = {State.FILED}, [State.FILED]
    while edge:
        state = edge.pop()
        for (start, _), end in TRANSITIONS.items():
            if start is state and end not in reached:
                reached.add(end)
                edge.append(end)
    assert reached == set(State)
    for order, end in ORDERS.items():
        assert {s for s in State if order in allowed(s)} == OPEN
        assert end in ENDED


@given(st.lists(states, min_size=1, max_size=6))
def test_the_grievance_is_in_the_most_pressing_state_of_its_legs(legs: list[State]) -> None:
    state = grievance_state(legs)
    pressing = [s for s in PRESSING if s in legs]
    if pressing:
        assert state is pressing[0]
    elif len(set(legs)) == 1:
        assert state is legs[0]
    else:
        assert state is State.CLOSED


def test_a_grievance_without_legs_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one leg"):
        grievance_state([])
