"""Who may do what. It is simpler than in OCI: administrators everything, others only look after themselves."""

from services.demo.call import Call
from services.demo.operation import Operation
from services.demo.partners import DOMAIN_ADMINISTRATORS
from services.demo.refusals import RefusalError, not_found
from services.demo.scim.refusals import conversion_error, no_role, unauthorized


def check_access(operation: Operation, call: Call) -> None:
    """Check that the caller may do that.

    Raises:
        RefusalError: not so.
    """
    refused = _refused_by_domain(operation, call) if operation.is_scim else _refused_by_iam(operation, call)
    if refused is not None:
        raise refused


def _refused_by_domain(operation: Operation, call: Call) -> RefusalError | None:
    belongs_here = call.world.domain_of(call.caller) is call.domain
    if operation.access == "self":
        return None if belongs_here else unauthorized()
    if call.world.is_administrator(call.caller) or call.domain.has_in(DOMAIN_ADMINISTRATORS, call.caller):
        return None
    return no_role(int(call.world.settings.no_permission)) if belongs_here else unauthorized()


def _refused_by_iam(operation: Operation, call: Call) -> RefusalError | None:
    administrator = operation.access == "everyone" or call.world.is_administrator(call.caller)
    if not administrator and (operation.access != "owner" or call.params["userId"] != call.caller.ocid):
        return not_found()
    if operation.changes_user and call.world.settings.mode == "domains":
        return conversion_error(401, "Client is unauthorized")
    return None
