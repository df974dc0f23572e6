namespace Enforcement.Supervision.Orders;

/// <summary>Every way an order or an urging says no.</summary>
internal static class OrderRefusals
{
    public static RefusedException Answered(SupervisionOrder order) => new("order.answered", order.Number);

    public static RefusedException NotAnswered(SupervisionOrder order) => new("order.not-answered", order.Number);

    /// <summary>It was accepted or withdrawn.</summary>
    public static RefusedException Over(SupervisionOrder order) => new("order.over", order.Number);

    /// <summary>The body has no part in the case, and could not know what is asked.</summary>
    public static RefusedException NoPart() => new("order.no-part") { Field = "organization" };

    /// <summary>A closed case is supervised with a reason, or not at all.</summary>
    public static RefusedException WithoutReason(string number) => new("order.case-closed", number) { Field = "reason" };

    public static RefusedException ToOneself() => new("order.to-oneself") { Field = "organization" };

    public static NotAllowedException AddresseeOnly(SupervisionOrder order) => new("order.addressee-only", order.Number);

    public static NotAllowedException IssuerOnly(SupervisionOrder order) => new("order.issuer-only", order.Number);

    public static NotAllowedException SupervisorsOnly() => new("order.supervisors-only");

    public static NotAllowedException NotToUrge() => new("urging.not-yours");

    public static RefusedException CaseClosed() => new("urging.case-closed");

    /// <summary>The party has it, or a suspension: nobody can be urged.</summary>
    public static RefusedException NobodyHasIt() => new("urging.nobody");

    public static RefusedException UrgedToday() => new("urging.today");
}
