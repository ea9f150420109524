"""What is arranged beside the visits of a parish: now and then a nurse comes along with a bed or a hoist, and miles
outside the area are agreed. Refuses nothing; its chance is its own: the rest of the walk stays as it is."""

from handrail.simulation.look import Stop
from handrail.simulation.world import World
from handrail.usecases.agree_distance import agree_distance
from handrail.usecases.arrange_joint_visit import JointWanted, arrange_joint_visit
from handrail.visits.rules.beside import Companion, JointTime, MilesAgreed

# How many of the visits that bring such a thing, and of all.
TOGETHER, FAR = 0.06, 0.01
SHOWN = ("BED-", "HST-")
STAYS_AWAY = 0.1
APPROVER = "senior"


class Beside:
    """Arranges it as a run is sent, and knows what the crew says at the door."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._chance = world.chance("beside")

    def arrange(self, stop: Stop) -> None:
        """Who comes along to a visit that is booked, and for how many miles it is paid."""
        shown = any(task.kind == "DELIVER" and task.product.startswith(SHOWN) for task in stop.tasks)
        if shown and self._chance.random() < TOGETHER and not stop.joint:
            nurse = Companion(self.world.county.users["nurse"])
            arrange_joint_visit(self.world.call("desk"), request=JointWanted(stop.id, nurse))
        if self._chance.random() < FAR:
            said = MilesAgreed(
                stop.id, self._chance.randint(4, 20), "Ian Farrow", self.world.today, "They stay with family meanwhile"
            )
            agree_distance(self.world.call(APPROVER), request=said)

    def said(self, stop: Stop) -> JointTime | None:
        """Whether they came, and for how long they worked with the crew; None where nobody was to come."""
        if not stop.joint:
            return None
        came = self._chance.random() >= STAYS_AWAY
        return JointTime(came, self._chance.randrange(15, 65, 5) if came else 0)
