namespace Enforcement.Documents;

/// <summary>
/// Where fines are paid and whom to call, as notices and decisions print it. Settings <c>Payment:Bank</c>, <c>Payment:Account</c>,
/// <c>Contact:Phone</c> hold for every body; with its code in between (<c>Payment:430112109:Bank</c>) they hold for that body. What is not set
/// leaves a blank that shows, and refuses nothing: offices differ, and a payment notice may carry it.
/// </summary>
public sealed class OfficeDetails(IConfiguration? settings)
{
    public Office Of(string organization) =>
        new(
            Setting("Payment", organization, "Bank"),
            Setting("Payment", organization, "Account"),
            Setting("Contact", organization, "Phone")
        );

    private string? Setting(string section, string organization, string name) =>
        settings?[$"{section}:{organization}:{name}"] ?? settings?[$"{section}:{name}"];
}

/// <param name="Bank">Where a fine is paid.</param>
public sealed record Office(string? Bank, string? Account, string? Phone);
