"""What a referral is worth as one (R-SRC-01): a lead, a name, or an introduction."""

from tests.referral_api.introductions import an_introduction_program, carla_names_ben

MEETING = {"evidence": {"kind": "meeting_record", "ref": "calendar 7"}}


async def test_r_src_01_a_name_without_leave_is_a_lead_and_with_leave_a_name(house):
    program = await an_introduction_program(house)

    lead = await carla_names_ben(house, program_id=program, permission=False)
    named = await carla_names_ben(house, program_id=program)

    assert (lead["class"], named["class"]) == ("passive_lead", "named_referral")
    assert lead["id"] == named["id"]


async def test_r_src_01_only_what_shows_an_introduction_makes_an_active_referral(house):
    named = await carla_names_ben(house)
    path = f"/v1/referrals/{named['id']}"

    await house.post(f"{path}/advance", {"status": "permission_given"})
    agreed = (await house.get(path)).json()
    shown = (await house.post(f"{path}/introductions", MEETING)).json()

    assert (agreed["class"], shown["class"]) == ("named_referral", "active_referral")
