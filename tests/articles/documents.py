"""Documents of our own, as files that an import reads."""

MARKDOWN = """---
title: Sleep and the heart
slug: sleep-and-the-heart
summary: What short sleep has to do with blood pressure.
topics: [sleep, heart]
owner: Example editors
references:
  - id: example-2020
    type: article-journal
    title: An example study of sleep
    author: [{family: Example, given: A. B.}]
    issued: {date-parts: [[2020]]}
    container-title: Journal of Examples
---

# Fundamentals

Sleep lets the heart rest. Blood pressure falls at night [@example-2020].

> A good night helps the heart.

## What you can do

- **Keep hours** that are the same each day.
- **Darken** the room.

# Intermediate

Blood pressure dips during sleep.

## How much is enough

Table: Hours by age

| Age | Hours |
|---|---|
| Adults | 7 to 9 |
| Teenagers | 8 to 10 |

# Academic

Nocturnal dipping is blunted in short sleepers [@example-2020, p. 3].

# Reflection

Rest is part of care.

# Glossary

## blood pressure

Abbreviation: BP
Kind: measurement

Fundamentals: The push of blood against the walls of its vessels.

Academic: The lateral pressure of blood on arterial walls, in mmHg.
"""

CAPTURE = """Skip to main content

Fundamentals

Many people notice that their hands feel stiff in the morning. Movement helps, and the stiffness eases within the hour.

A wooden bowl holding smooth river stones on linen. This image symbolizes balance and the calm of daily movement


Intermediate

Stiffness that lasts longer than an hour is a reason to ask for a check. Joints that are warm to the touch are another.

What a Check Includes

A clinician looks at the joints, asks about the mornings, and may ask for a blood test. Nothing in this is painful.


Academic

Inflammatory joint disease is told from wear by duration of morning stiffness, by the pattern of joints, and by acute phase proteins.

References

  • Example, A. B. & Sample, C. D. (2019). Morning stiffness as a sign. Journal of Examples, 12(3), 45-52.
  • Muster, E. et al. (2021). Joints that are warm. Example Medicine, 4(1), 7.

Reflection

Your mornings tell a story. It is worth writing down for a week before the visit.

Glossary

A row of glass jars on a sunlit shelf, each holding a different seed. This visual represents variety

morning stiffness

Meaning ∞ Morning stiffness is the difficulty of moving the joints after waking.
"""
