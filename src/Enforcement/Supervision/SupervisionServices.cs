using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Supervision.Board;
using Enforcement.Supervision.Cards;
using Enforcement.Supervision.Orders;
using Enforcement.Supervision.Outages;
using Enforcement.Supervision.WhyLate;

namespace Enforcement.Supervision;

public static class SupervisionServices
{
    /// <summary>What cards and orders need without the web: jobs and tests use it too.</summary>
    public static IServiceCollection AddSupervisionCore(this IServiceCollection services)
    {
        services.AddTransient<CasePart, CaseCards>();
        services.AddSingleton<CardRights>();
        services.AddSingleton<CardReader>();
        services.AddSingleton<AnswerCard>();
        services.AddSingleton<AppealCard>();
        services.AddSingleton<DecideAppeal>();
        services.AddSingleton<LiftCard>();
        services.AddSingleton<OrderRights>();
        services.AddSingleton<OrderReader>();
        services.AddSingleton<IssueOrder>();
        services.AddSingleton<AnswerOrder>();
        services.AddSingleton<ReviewOrder>();
        services.AddSingleton<WithdrawOrder>();
        services.AddSingleton<UrgeHolder>();
        services.AddSingleton<CardSweep>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<CardSweep>());
        services.AddSingleton<ISweep, AnswerSweep>();
        return services;
    }

    /// <summary>Cards, orders, the overdue board.</summary>
    public static IServiceCollection AddSupervision(this IServiceCollection services)
    {
        services.AddSupervisionCore();
        services.AddSingleton<CardDetails>();
        services.AddSingleton<ICaseExtension, CaseCardAnswers>();
        services.AddSingleton<OverdueReader>();
        services.AddSingleton<LetterScores>();
        services.AddSingleton<LateReader>();
        services.AddSingleton<RecordOutage>();
        services.AddSingleton<OutageReader>();
        services.AddSingleton(new MenuEntry(910, "outages.menu", "/supervision/outages", "alert-triangle", Roles.SystemAdmin));
        services.AddSingleton(new CasePanel(typeof(SupervisionPanel), 60, IsMain: false));
        services.AddSingleton(new MenuEntry(55, "board.menu", "/supervision", "flag", BoardScope.Readers));
        services.AddSingleton(new MenuEntry(57, "letter-scores.menu", "/supervision/letters", "chart-bar", BoardScope.Readers));
        services.AddSingleton(
            new MenuEntry(56, "cards.menu", "/supervision/cards", "flag", Roles.Officer, Roles.CountyHandler, Roles.LegalReviewer)
        );
        return services;
    }
}

internal static class SupervisionEndpoints
{
    public static void MapSupervision(this IEndpointRouteBuilder routes)
    {
        routes.MapCards();
        routes.MapOrders();
        routes.MapOverdueBoard();
        routes.MapLetterScores();
        routes.MapWhyLate();
        routes.MapOutages();
    }
}
