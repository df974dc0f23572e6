using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations.Checks;

/// <summary>A check of an enterprise 涉企检查 that was registered before anybody enters. Days are business days, both included.</summary>
public sealed record EnterpriseCheck
{
    public required Guid Id { get; init; }

    /// <summary>Of the body's series; shown at the door.</summary>
    public required string Number { get; init; }

    public required string Body { get; init; }
    public required string Enterprise { get; init; }

    /// <summary>统一社会信用代码.</summary>
    public required string CreditCode { get; init; }

    public required string Field { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }

    /// <summary>One of <see cref="CheckGrounds"/>.</summary>
    public required string Ground { get; init; }

    /// <summary>Why it is outside the plan; null: it is planned.</summary>
    public string? Reason { get; init; }

    /// <summary>The check of another body with which it is one visit.</summary>
    public Guid? MergedInto { get; init; }

    public required Signed RegisteredBy { get; init; }
    public required DateTimeOffset RegisteredAt { get; init; }
    public DateTimeOffset? EnteredAt { get; init; }
    public Guid? OperationId { get; init; }
    public CheckWithdrawal? Withdrawal { get; init; }

    public string County => RowId.CountyOf(Id);

    public bool IsOpen => EnteredAt is null && Withdrawal is null;

    /// <summary>Nobody enters an enterprise unless the check is registered, one's own, of that day, and not used already.</summary>
    /// <exception cref="RefusedException"><c>check.not-registered</c>, <c>check.not-that-day</c>, <c>check.used</c>.</exception>
    public static void DemandEntry(EnterpriseCheck? check, string body, DateOnly day)
    {
        if (check is null || check.Body != body)
            throw CheckRefusals.NotRegistered();
        if (!check.IsOpen)
            throw CheckRefusals.Used(check);
        if (day < check.From || day > check.To)
            throw CheckRefusals.NotThatDay(check);
    }
}

public sealed record CheckWithdrawal(Signed By, DateTimeOffset At, string Reason);

/// <summary>Why an enterprise is checked; words: <c>checks.ground.&lt;code&gt;</c>. Only planned ones are capped.</summary>
public static class CheckGrounds
{
    public const string Planned = "planned";

    public static IReadOnlyList<string> All { get; } = [Planned, "complaint", "lead", "campaign"];
}

/// <summary>Every way a check says no.</summary>
internal static class CheckRefusals
{
    public static RefusedException NotRegistered() => new("check.not-registered") { Field = "checkId" };

    public static RefusedException Used(EnterpriseCheck check) => new("check.used", check.Number) { Field = "checkId" };

    public static RefusedException NotThatDay(EnterpriseCheck check) =>
        new("check.not-that-day", check.Number, Shell.BusinessTime.LocalDate(check.From), Shell.BusinessTime.LocalDate(check.To))
        {
            Field = "checkId",
        };

    /// <summary>By plan so many times a year; a complaint, a lead or an ordered campaign is outside the cap, with its reason.</summary>
    public static RefusedException Capped(int perYear) => new("check.capped", perYear) { Field = "ground" };

    public static RefusedException Over(EnterpriseCheck check) => new("check.over", check.Number);

    public static RefusedException OtherEnterprise() => new("check.other-enterprise") { Field = "with" };

    public static RefusedException TooFarApart(int days) => new("check.too-far-apart", days) { Field = "with" };

    public static RefusedException SameBody() => new("check.same-body") { Field = "with" };

    public static RefusedException Merged(EnterpriseCheck check) => new("check.merged", check.Number);

    public static NotAllowedException HeadsOnly() => new("check.heads-only");
}
