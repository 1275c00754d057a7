"""A synthetic registry: invented people whose careers keep the law of each day, and wrongs planted with a list of them.

The model. Provinces are made one after the other, each from its own random stream (seed, number of the province), so
that memory does not grow with the number of officials. A province has departments with divisions, offices,
inspectorates and branches, districts with divisions and communes until 2025-07-01 and new communes with divisions from
then, and party bodies; elected posts are held by cadres. Officials are recruited, move, rise, resign, are disciplined
and retire from 2010 to 2026 (``careers``); each event is a decision, and every appointment since 2020-12-01 carries its
succession plan, policy request, meetings and ballots, dossier, letters and declarations (``procedure``) as the four
regimes of appointment law ask for. Tenures, terms and acting heads follow from the events (``tenures``), ratings,
discipline, proceedings and retirement notices from the careers (``lives``), secondments (``postings``), relatives
(``kin``), then papers and letters of all other decisions (``evidence``) and yearly declarations (``declarations``). Then
single wrongs are planted, each on its own decision, list or year (``plants``), and some cells are left empty (``gaps``).

Nothing describes a real person or province: names are drawn from frequencies, provinces are invented.
"""

from chinhdanh.registry.synth.snapshot import SMALLEST, write

__all__ = ["SMALLEST", "write"]
